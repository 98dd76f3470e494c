/**
 * The hidden suite of day 5, in the order of its exercises.
 *
 * @module
 */
import { afterAll } from "vitest";
import { endSubmission } from "../processes.ts";
import "./group.ts";
import "./group-order.ts";
import "./group-failures.ts";
import "./speed.ts";
import "./limits.ts";
import "./delay.ts";
import "./back-pressure.ts";
import "./turns.ts";
import "./mixed.ts";
import "./close.ts";
import "./background.ts";
import "./metrics.ts";
import "./dump.ts";
import "./dump-damage.ts";
import "./dump-live.ts";
import "./validate.ts";
import "./validate-segments.ts";
import "./stats.ts";
import "./inspect-frames.ts";

afterAll(endSubmission);
