/* Fills latitude and longitude of a form from the telephone, then sends it where the button says so. */
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-locate]");
    if (!button) return;
    event.preventDefault();
    const form = button.form;
    const say = form.querySelector("[data-locate-says]");
    if (!navigator.geolocation) { say.textContent = button.dataset.locateFailed; return; }
    button.disabled = true;
    say.textContent = button.dataset.locateBusy;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(6);
        form.elements.longitude.value = coords.longitude.toFixed(6);
        button.disabled = false;
        say.textContent = "";
        if (button.dataset.locate === "send") {
          const action = document.createElement("input");
          Object.assign(action, { type: "hidden", name: button.name, value: button.value });
          if (button.name) form.append(action);
          form.requestSubmit ? form.requestSubmit() : form.submit();
        }
      },
      () => { button.disabled = false; say.textContent = button.dataset.locateFailed; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
    );
  });
})();
