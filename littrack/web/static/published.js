// How old a published copy is by now. Without script the page gives the plain date.
(function () {
  "use strict";
  var note = document.querySelector(".fixed-copy[data-asked]");
  if (!note) { return; }
  var days = Math.floor((Date.now() - Date.parse(note.dataset.asked)) / 86400000);
  if (!(days >= 1)) { return; }
  var told = "PubMed was last asked " + days + (days === 1 ? " day" : " days") + " ago.";
  if (days > 30) {
    note.classList.add("is-very-old");
    told += " Retractions and studies of that time are missing here.";
  } else if (days > 7) {
    note.classList.add("is-old");
  }
  note.querySelector(".age").textContent = told;
})();
