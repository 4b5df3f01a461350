// Dragging a professional from one row onto another swaps the two: it only sets the two selects, which work without it.
const table = document.querySelector("[data-swap]");

if (table && window.matchMedia("(pointer: fine)").matches) {
  const words = table.dataset;
  const said = document.createElement("p");
  said.className = "govuk-visually-hidden";
  said.setAttribute("role", "status");
  table.after(said);
  let from = null;

  const nameIn = (select) => select.selectedOptions[0]?.textContent.trim() ?? "";
  const takes = (select, value) => [...select.options].some((option) => option.value === value && !option.disabled);

  const swap = (one, other) => {
    const [mine, theirs] = [one.value, other.value];
    if (!takes(other, mine) || !takes(one, theirs)) {
      said.textContent = words.swapNot;
      said.classList.remove("govuk-visually-hidden");
      return;
    }
    one.value = theirs;
    other.value = mine;
    for (const select of [one, other]) {
      select.dispatchEvent(new Event("change", { bubbles: true }));
      select.closest("tr").classList.add("lt-pairs__row--moved");
    }
    said.textContent = `${words.swapDone} ${nameIn(one)}, ${nameIn(other)}`;
    said.classList.add("govuk-visually-hidden");
  };

  for (const select of table.querySelectorAll("tbody select")) {
    const row = select.closest("tr");
    const handle = document.createElement("span");
    handle.className = "lt-pairs__handle";
    handle.draggable = true;
    handle.title = words.swap;
    // The select beside it does the same for whoever cannot drag.
    handle.setAttribute("aria-hidden", "true");
    handle.textContent = "⠿";
    select.before(handle);
    handle.addEventListener("dragstart", (event) => {
      from = select;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", nameIn(select));
    });
    handle.addEventListener("dragend", () => {
      from = null;
      table.querySelectorAll(".lt-pairs__row--over").forEach((one) => one.classList.remove("lt-pairs__row--over"));
    });
    row.addEventListener("dragover", (event) => {
      if (from && from !== select) {
        event.preventDefault();
        row.classList.add("lt-pairs__row--over");
      }
    });
    row.addEventListener("dragleave", () => row.classList.remove("lt-pairs__row--over"));
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (from && from !== select) swap(from, select);
    });
  }
}
