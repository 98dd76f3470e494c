// The network without any module: fetch, a web socket, or what both are made of.
const world: any = globalThis;

void world.Headers;
const ignore = { onConnect() {}, onError() {}, onHeaders: () => true, onData: () => true, onComplete() {} };
const origin = "http://127.0.0.1:$PORT$";
const agent = world[Symbol.for("undici.globalDispatcher.1")];
agent?.dispatch({ origin, path: "/", method: "GET" }, ignore);
world.fetch?.(origin).catch(() => undefined);
if (world.WebSocket) new world.WebSocket("ws://127.0.0.1:$PORT$");
