/* The box that shows a searched choice has a role but no name: it gets the words of its label. */
window.addEventListener("load", () => {
  for (const box of document.querySelectorAll(".select2-selection__rendered[role='textbox']")) {
    const label = document.querySelector(`label[for="${box.id.replace(/^select2-|-container$/g, "")}"]`);
    if (label) box.setAttribute("aria-label", label.textContent.trim());
  }
});
