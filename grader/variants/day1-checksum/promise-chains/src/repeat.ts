/** Takes `step` after `step` until one resolves with true. Rejects as the first that rejects. */
export function repeatUntil(step: () => Promise<boolean>): Promise<void> {
  return new Promise((resolve, reject) => {
    const turn = (): void => {
      step().then((done) => (done ? resolve() : turn()), reject);
    };
    turn();
  });
}
