// Errors that nobody handles, one with each tick.
globalThis.setInterval(() => {
  for (let count = 0; count < 1000; count++) Promise.reject(new Error("x".repeat(1000)));
}, 0);
