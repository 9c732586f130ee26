// Search a published copy of the site. Its index lies beside this page as scripts that hand over data: a page that was
// opened from a disk may not read other files in any other way.
(function () {
  "use strict";
  var PER_PAGE = 20, TITLE = 5;

  // Stems as SQLite's full-text search makes them (M. F. Porter, Program 14 (1980), 130-137), for its index is searched.
  var SECOND = "ational:ate tional:tion enci:ence anci:ance izer:ize logi:log bli:ble alli:al entli:ent eli:e ousli:ous " +
    "ization:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble";
  var THIRD = "icate:ic ative: alize:al iciti:ic ical:ic ful: ness:";
  var FOURTH = "al: ance: ence: er: ic: able: ible: ant: ement: ment: ent: ion: ou: ism: ate: iti: ous: ive: ize:";
  var steps = [SECOND, THIRD, FOURTH].map(function (step) {
    return step.split(" ").map(function (rule) { return rule.split(":"); }).sort(function (a, b) {
      return b[0].length - a[0].length;
    });
  });

  function shape(word) { // "c" and "v" for each letter: y is a vowel after a consonant
    var found = "";
    for (var i = 0; i < word.length; i++) {
      var vowel = "aeiou".includes(word[i]) || (word[i] === "y" && found[i - 1] === "c");
      found += vowel ? "v" : "c";
    }
    return found;
  }
  function measure(word) { return (shape(word).match(/vc/g) || []).length; }
  function hasVowel(word) { return /[aeiou]/.test(word) || word.indexOf("y", 1) > 0; }
  function endsShort(word) { return /cvc$/.test(shape(word)) && !/[wxy]$/.test(word); }

  function replaced(word, rules, least) {
    for (var i = 0; i < rules.length; i++) {
      var end = rules[i][0];
      if (word.length > end.length && word.endsWith(end)) {
        var rest = word.slice(0, -end.length);
        var fits = measure(rest) > least && (end !== "ion" || /[st]$/.test(rest));
        return fits ? rest + rules[i][1] : word;
      }
    }
    return word;
  }
  function withoutPast(word) {
    if (word.length > 3 && word.endsWith("eed")) { return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word; }
    var end = ["ed", "ing"].find(function (each) { return word.length > each.length && word.endsWith(each); });
    if (!end || !hasVowel(word.slice(0, -end.length))) { return word; }
    var rest = word.slice(0, -end.length);
    if (/(at|bl|iz)$/.test(rest)) { return rest + "e"; }
    if (/([^aeioulsz])\1$/.test(rest)) { return rest.slice(0, -1); }
    return measure(rest) === 1 && endsShort(rest) ? rest + "e" : rest;
  }
  function stem(word) {
    if (word.length < 3 || word.length > 64) { return word; }
    if (/(sses|ies)$/.test(word)) { word = word.slice(0, -2); } else if (/[^s]s$/.test(word)) { word = word.slice(0, -1); }
    word = withoutPast(word);
    if (word.endsWith("y") && hasVowel(word.slice(0, -1))) { word = word.slice(0, -1) + "i"; }
    word = replaced(word, steps[0], 0);
    word = replaced(word, steps[1], 0);
    word = replaced(word, steps[2], 1);
    if (word.endsWith("e")) {
      var rest = word.slice(0, -1), size = measure(rest);
      if (size > 1 || (size === 1 && !endsShort(rest))) { word = rest; }
    }
    return word.endsWith("ll") && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word;
  }

  function folded(text) { return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, ""); }
  function words(text) { // each with whether it stands for all words that begin so
    var found = [], pattern = /([\p{L}\p{N}\p{Co}]+)(\*?)/gu, match;
    while ((match = pattern.exec(folded(text)))) { found.push({ word: match[1], open: match[2] === "*" }); }
    return found;
  }

  // Files of the index: terms by their first two characters, names of studies by their last, studies by the hundred.
  function fileOf(kind, key) {
    var plain = /^[a-z0-9]+$/.test(key);
    var name = plain ? key : "u" + Array.from(key, function (each) { return each.codePointAt(0).toString(16); }).join("-");
    return "search/" + kind + "-" + name + ".js";
  }
  var handed = {};
  window.littrackIndex = function (kind, key, data) { handed[kind + " " + key] = data; };
  function load(kind, key) {
    var name = kind + " " + key;
    if (handed[name]) { return Promise.resolve(handed[name]); }
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = fileOf(kind, key);
      script.onload = function () { resolve(handed[name]); };
      script.onerror = function () { reject(new Error(script.src)); };
      document.head.append(script);
    });
  }
  function numbers(text) {
    var at = 0;
    return text ? text.split(" ").map(function (each) { at += parseInt(each, 36); return at; }) : [];
  }

  function start() {
    var section = document.getElementById("results");
    var asked = (new URLSearchParams(window.location.search).get("q") || "").trim().slice(0, 1000);
    if (!section || !asked) { return; }
    var all = Number(section.dataset.studies), shelfSize = Number(section.dataset.shelf);
    var known = { terms: section.dataset.terms.split(" "), names: section.dataset.names.split(" ") };
    var heading = document.getElementById("found"), list = section.querySelector("ol"), more = document.getElementById("more-results");
    document.getElementById("words").value = asked;
    document.title = "“" + asked.slice(0, 60) + "” · " + document.title;
    document.getElementById("at-pubmed").href += "?term=" + encodeURIComponent(asked);
    heading.textContent = "Searching …";
    section.hidden = false;

    function has(kind, key) { return known[kind].includes(key); }
    function scores(term) { // of the studies that hold one word
      var plain = stem(term.word), key = Array.from(plain).slice(0, 2).join("");
      var first = Array.from(term.word).slice(0, 2).join("");
      var keys = [key].concat(term.open && first !== key ? [first] : []).filter(function (each) { return has("terms", each); });
      return Promise.all(keys.map(load.bind(null, "terms"))).then(function (shelves) {
        var found = new Map();
        shelves.forEach(function (shelf) {
          Object.keys(shelf).forEach(function (each) {
            if (each !== plain && !(term.open && each.startsWith(term.word))) { return; }
            var parts = shelf[each].split(","), titles = numbers(parts[0]), others = numbers(parts[1]);
            var weight = Math.log(1 + all / (titles.length + others.length));
            titles.forEach(function (at) { found.set(at, (found.get(at) || 0) + TITLE * weight); });
            others.forEach(function (at) { found.set(at, (found.get(at) || 0) + weight); });
          });
        });
        return found;
      });
    }
    function named() { // by PMID, DOI or PMCID
      var name = asked.toLowerCase().replace(/^(https?:\/\/(dx\.)?doi\.org\/|doi:\s*|pmid:?\s*)/, "");
      var key = Array.from(name).pop();
      return has("names", key) ? load("names", key).then(function (shelf) { return numbers(shelf[name] || ""); }) : Promise.resolve([]);
    }
    function together(maps) {
      if (!maps.length) { return []; }
      var rest = maps.slice(1), found = [];
      maps[0].forEach(function (score, at) {
        if (rest.every(function (each) { return each.has(at); })) {
          found.push([at, rest.reduce(function (sum, each) { return sum + each.get(at); }, score)]);
        }
      });
      found.sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; });
      return found.map(function (each) { return each[0]; });
    }
    function element(name, className, text) {
      var made = document.createElement(name);
      if (className) { made.className = className; }
      if (text) { made.textContent = text; }
      return made;
    }
    function item(row) { // file, title, authors, journal, year, design, level, standing, full text
      var made = element("li", row[7] ? (row[7].toLowerCase().includes("retracted") ? "retracted" : "noted") : "");
      if (row[7]) { made.append(element("p", "standing")); made.firstChild.append(element("strong", "integrity", row[7])); }
      var title = element("h3"), link = element("a", "", row[1]);
      link.href = "studies/" + row[0];
      title.append(link);
      var by = element("p", "by", row[2] ? row[2] + ". " : ""), tags = element("p", "tags");
      if (row[3]) { by.append(element("i", "", row[3])); }
      by.append(row[4] ? " " + row[4] : "");
      [row[5], row[6] ? "Level " + row[6] : "", row[8] ? "Free full text" : ""].forEach(function (each) {
        if (each) { tags.append(element("span", "", each)); }
      });
      made.append(title, by, tags);
      return made;
    }
    function show(found) {
      var shown = list.children.length, next = found.slice(shown, shown + PER_PAGE);
      var shelves = Array.from(new Set(next.map(function (at) { return Math.floor(at / shelfSize); })));
      return Promise.all(shelves.map(function (at) { return load("studies", String(at)); })).then(function (rows) {
        next.forEach(function (at) {
          list.append(item(rows[shelves.indexOf(Math.floor(at / shelfSize))][at % shelfSize]));
        });
        more.hidden = list.children.length >= found.length;
        if (shown) { list.children[shown].querySelector("a").focus(); }
      });
    }
    function tell(found) {
      var many = found.length === 1 ? "1 study" : found.length ? found.length.toLocaleString("en") + " studies" : "None";
      heading.textContent = many + " of " + all.toLocaleString("en") + " for “" + asked.slice(0, 80) + "”";
      document.getElementById("helping").hidden = found.length > 0;
      more.onclick = function () { show(found).catch(fail); };
      return show(found);
    }
    function fail() { heading.textContent = "The index of the search could not be read: part of this copy is missing."; }

    named().then(function (found) {
      return found.length ? found : Promise.all(words(asked).map(scores)).then(together);
    }).then(tell).catch(fail);
  }
  window.littrackStem = stem;
  start();
})();
