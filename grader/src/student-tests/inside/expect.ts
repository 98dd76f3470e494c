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

/** vitest's `expect`, put together as vitest does, but for snapshots and polling. */
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
    unreachable: () => chai.assert.fail("expected not to be reached"),
    assertions: (count: number) => setState({ expectedAssertionsNumber: count }, created),
    hasAssertions: () => setState({ isExpectingAssertions: true }, created),
  });
  created.extend(customMatchers as never);
  return created;
}
