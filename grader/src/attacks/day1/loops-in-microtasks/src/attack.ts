// Answers at once, but nothing leaves a process whose microtasks never end.
const again = (): Promise<void> => Promise.resolve().then(again);
void again();
