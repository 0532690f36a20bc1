/** Pieces of the command line: signals, tables, the printing of problems. */
@NullMarked
package io.flaregate.gateway.cli;

import org.jspecify.annotations.NullMarked;
