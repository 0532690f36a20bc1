/** Tests of the pieces of the command line. */
@NullMarked
package io.flaregate.gateway.cli;

import org.jspecify.annotations.NullMarked;
