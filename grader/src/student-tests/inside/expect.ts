import {
  ASYMMETRIC_MATCHERS_OBJECT,
  addCustomEqualityTesters,
  chai,
  customMatchers,
  type ExpectStatic,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";
import { getCurrentTest } from "@vitest/runner";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const NOTHING_COUNTED = {
  assertionCalls: 0,
  isExpectingAssertions: false,
  isExpectingAssertionsError: null,
  expectedAssertionsNumber: null,
  expectedAssertionsNumberErrorGen: null,
} as const;

/** vitest's `expect`, put together as vitest does, but for snapshots. */
export const expect = createExpect();

/** Begins to count assertions anew. */
export function beginCounting(): void {
  setState({ ...NOTHING_COUNTED }, expect);
}

/** @throws an `Error` when there were not as many assertions as the test announced. */
export function checkCount(): void {
  const { assertionCalls, expectedAssertionsNumber, isExpectingAssertions } = getState(expect);
  const isShort = isExpectingAssertions && assertionCalls === 0;
  const isOther = (expectedAssertionsNumber ?? assertionCalls) !== assertionCalls;
  if (isShort || isOther) throw new Error(`There were ${assertionCalls} assertions.`);
}

interface PollOptions {
  readonly interval?: number;
  readonly timeout?: number;
}

/** An assertion that is tried until it holds. Names are collected until one of them is called. */
function polled(
  from: ExpectStatic,
  value: () => unknown,
  { interval = 50, timeout = 1000 }: PollOptions = {},
  names: readonly string[] = [],
): object {
  const attempt = async (args: unknown[]) => {
    let owner: object = from(await value());
    for (const name of names.slice(0, -1)) owner = Reflect.get(owner, name);
    return Reflect.apply(Reflect.get(owner, names.at(-1) ?? ""), owner, args);
  };
  return new Proxy(() => undefined, {
    get: (_, name) =>
      name === "then"
        ? undefined
        : polled(from, value, { interval, timeout }, [...names, String(name)]),
    apply: async (_, __, args) => {
      const endMs = Date.now() + timeout;
      while (Date.now() < endMs) {
        if (
          await attempt(args).then(
            () => true,
            () => false,
          )
        )
          return;
        await new Promise((resolve) => setTimeout(resolve, interval));
      }
      await attempt(args);
    },
  });
}

function createExpect(): ExpectStatic {
  const created = ((value: unknown, message?: string) => {
    setState({ assertionCalls: getState(created).assertionCalls + 1 }, created);
    const assertion = chai.expect(value, message);
    const test = getCurrentTest();
    return test ? Reflect.apply(Reflect.get(assertion, "withTest"), assertion, [test]) : assertion;
  }) as ExpectStatic;
  Object.assign(created, chai.expect, Reflect.get(globalThis, ASYMMETRIC_MATCHERS_OBJECT));
  Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: created });
  setState({ ...NOTHING_COUNTED }, created);
  Object.assign(created, {
    assert: chai.assert,
    getState: () => getState(created),
    setState: (state: object) => setState(state, created),
    extend: (matchers: object) =>
      Reflect.apply(Reflect.get(chai.expect, "extend"), chai.expect, [created, matchers]),
    addEqualityTesters: addCustomEqualityTesters,
    poll: (value: () => unknown, options?: PollOptions) => polled(created, value, options),
    unreachable: () => chai.assert.fail("expected not to be reached"),
    assertions: (count: number) => setState({ expectedAssertionsNumber: count }, created),
    hasAssertions: () => setState({ isExpectingAssertions: true }, created),
  });
  created.extend(customMatchers as never);
  return created;
}
