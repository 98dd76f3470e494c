// More timers than anybody can keep, each of which sets two.
const bloom = () => {
  for (let count = 0; count < 2; count++) setTimeout(bloom, 1);
};
for (let count = 0; count < 20_000; count++) setTimeout(bloom, 1);
