/**
 * Hostile and borderline requests, row by row, through every door of a gateway that is a process.
 */
@NullMarked
package io.flaregate.it.badinput;

import org.jspecify.annotations.NullMarked;
