// A register is taken in halls with a poor connection. What is marked and not saved stays on this device for a day:
// marks and notes by row, with the version that the page showed, and never a name. A row that was saved, by whomever,
// has another version, so it is never put back over what is there.
(() => {
  'use strict';
  const form = document.querySelector('form[data-register]');
  if (!form) return;
  const KEY = `register:${form.dataset.register}`;
  const DAY = 24 * 60 * 60 * 1000;
  const notice = (name) => document.querySelector(`[data-kept="${name}"]`);

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || 'null');
      return kept && Date.now() - kept.at < DAY ? kept.rows : {};
    } catch { return {}; }
  };
  const write = (rows) => {
    try {
      if (Object.keys(rows).length) localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), rows }));
      else localStorage.removeItem(KEY);
    } catch { /* A private window keeps nothing; the page works without. */ }
  };
  const places = [...form.elements].filter((one) => one.name.startsWith('version_')).map((one) => one.name.slice(8));
  const value = (name) => (form.elements[name] ? form.elements[name].value : '');
  const asShown = (place) => value(`mark_${place}`) === value(`seen_${place}`) && value(`note_${place}`) === value(`said_${place}`);

  const keep = () => {
    const rows = {};
    places.filter((place) => !asShown(place)).forEach((place) => {
      rows[place] = { mark: value(`mark_${place}`), note: value(`note_${place}`), version: value(`version_${place}`) };
    });
    write(rows);
  };

  const rows = read();
  let back = 0;
  places.forEach((place) => {
    const row = rows[place];
    if (!row || row.version !== value(`version_${place}`) || !asShown(place)) return;
    if (row.mark === value(`mark_${place}`) && row.note === value(`note_${place}`)) return;
    form.elements[`mark_${place}`].value = row.mark;
    form.elements[`note_${place}`].value = row.note;
    back += 1;
  });
  keep();
  notice('back').hidden = back === 0;
  notice('forget').addEventListener('click', () => { write({}); window.location.reload(); });

  const tellConnection = () => { notice('offline').hidden = navigator.onLine; };
  window.addEventListener('online', tellConnection);
  window.addEventListener('offline', tellConnection);
  tellConnection();
  form.addEventListener('input', keep);
  form.addEventListener('change', keep);
  // Sending without a connection would replace the page by the browser's own error.
  form.addEventListener('submit', (event) => {
    keep();
    if (navigator.onLine) return;
    event.preventDefault();
    tellConnection();
    notice('offline').scrollIntoView({ block: 'center' });
  });
})();
