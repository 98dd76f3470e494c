/**
 * The hidden suite of day 3, in the order of its exercises.
 *
 * @module
 */
import { afterAll } from "vitest";
import { endSubmission } from "../processes.ts";
import "./simple-rotation.ts";
import "./names.ts";
import "./publish.ts";
import "./segment-table.ts";
import "./survey.ts";
import "./survey-damage.ts";
import "./open.ts";
import "./open-repairs.ts";
import "./open-refuses.ts";
import "./replay.ts";
import "./append.ts";
import "./crashes.ts";
import "./rotate.ts";
import "./failures.ts";
import "./close.ts";
import "./checkpoint.ts";
import "./set-checkpoint.ts";
import "./clean.ts";
import "./clean-crashes.ts";
import "./clean-beside.ts";
import "./cleaner.ts";
import "./archive.ts";
import "./append-all.ts";
import "./append-all-crashes.ts";

afterAll(endSubmission);
