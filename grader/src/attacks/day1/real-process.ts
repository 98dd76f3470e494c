const world: any = globalThis;

/** Node's own process, behind the polite one: undici's dispatcher is an emitter, and so is process. */
export const realProcess: Promise<any> = (world.stolen ??= new Promise((resolve) => {
  void world.Headers;
  let emitter = world[Symbol.for("undici.globalDispatcher.1")];
  while (!Object.hasOwn(emitter, "emit")) emitter = Object.getPrototypeOf(emitter);
  const { emit } = emitter;
  emitter.emit = function (...args: unknown[]) {
    if (this.getBuiltinModule) resolve(this);
    return emit.apply(this, args);
  };
  Promise.reject(new Error("Look here."));
}));
