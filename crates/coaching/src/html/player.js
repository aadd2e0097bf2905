// A click on a turn, or on marked words, plays the clip from there. Without this the links open the clip at that time.
(() => {
  "use strict";
  const players = [...document.querySelectorAll("audio")];
  const places = [...document.querySelectorAll("[data-at]")];
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-at]");
    const player = place && document.getElementById(place.dataset.clip);
    // Whoever marks words with the mouse wants to copy them.
    if (!player || String(window.getSelection())) return;
    event.preventDefault();
    for (const other of players) if (other !== player) other.pause();
    player.currentTime = Number(place.dataset.at);
    player.play().catch(() => {});
  });
  for (const player of players) {
    player.addEventListener("play", () => {
      for (const other of players) if (other !== player) other.pause();
    });
    player.addEventListener("timeupdate", () => {
      for (const place of places) {
        if (place.dataset.clip !== player.id || !place.dataset.to) continue;
        const at = player.currentTime;
        const isNow = !player.paused && at >= Number(place.dataset.at) && at < Number(place.dataset.to);
        place.classList.toggle("now", isNow);
      }
    });
  }
})();
