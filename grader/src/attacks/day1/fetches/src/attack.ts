// The network without any module: fetch, a web socket, or what both are made of.
declare const globalThis: any;

void globalThis.Headers;
const ignore = { onConnect() {}, onError() {}, onHeaders: () => true, onData: () => true, onComplete() {} };
const origin = "http://127.0.0.1:47111";
const agent = globalThis[Symbol.for("undici.globalDispatcher.1")];
agent?.dispatch({ origin, path: "/", method: "GET" }, ignore);
globalThis.fetch?.(origin).catch(() => undefined);
if (globalThis.WebSocket) new globalThis.WebSocket("ws://127.0.0.1:47111");
