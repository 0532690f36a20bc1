/**
 * Tests of the built distribution: processes, real peers, faults, and the rules of the structure.
 */
@NullMarked
package io.flaregate.it;

import org.jspecify.annotations.NullMarked;
