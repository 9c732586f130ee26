// A little help; nothing on the site needs it.
(function () {
  "use strict";

  // <button class="copy" data-copies="id"> copies the text of the element with that id.
  document.querySelectorAll("button.copy").forEach(function (button) {
    var source = document.getElementById(button.dataset.copies);
    if (!source || !navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(source.innerText.trim()).then(function () {
        var label = button.textContent;
        button.textContent = "Copied";
        window.setTimeout(function () { button.textContent = label; }, 2000);
      });
    });
  });

  // <time class="ago"> says how long ago, its exact moment staying in the tooltip.
  var units = [[86400, "day"], [3600, "hour"], [60, "minute"]];
  document.querySelectorAll("time.ago").forEach(function (time) {
    var seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    var unit = units.find(function (each) { return seconds >= each[0]; });
    if (!unit || seconds < 0) { return; }
    var count = Math.floor(seconds / unit[0]);
    time.title = time.textContent;
    time.textContent = count + " " + unit[1] + (count === 1 ? "" : "s") + " ago";
  });

  // <input data-filters="id"> hides the items of that list that do not hold the words typed; data-tells names a count.
  document.querySelectorAll("input[data-filters]").forEach(function (input) {
    var list = document.getElementById(input.dataset.filters);
    if (!list) { return; }
    if (input.closest("[hidden]")) { input.closest("[hidden]").hidden = false; }
    var told = document.getElementById(input.dataset.tells);
    input.addEventListener("input", function () {
      var shown = 0;
      var words = input.value.toLowerCase().split(/\s+/);
      Array.prototype.forEach.call(list.children, function (item) {
        var text = item.textContent.toLowerCase();
        item.hidden = !words.every(function (word) { return text.includes(word); });
        shown += item.hidden ? 0 : 1;
      });
      if (told) { told.textContent = shown + " of " + list.children.length + " shown"; }
    });
  });
})();
