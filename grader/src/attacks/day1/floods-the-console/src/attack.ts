// Prints without end, the polite way.
const line = "x".repeat(10_000);
for (let count = 0; count < 20_000; count++) console.log(line);
