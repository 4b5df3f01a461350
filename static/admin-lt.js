/* The box that shows a searched choice has a role but no name: it gets the words of its label. */
function nameTheBoxes() {
  for (const box of document.querySelectorAll(".select2-selection__rendered[role='textbox']")) {
    const label = document.querySelector(`label[for="${box.id.replace(/^select2-|-container$/g, "")}"]`);
    if (label) box.setAttribute("aria-label", label.textContent.trim());
  }
}
// What jQuery does when the page is there waits in timers that were set before this one.
window.addEventListener("load", () => setTimeout(nameTheBoxes, 0));
