/** Commands that a plugin adds to the host's command line. */
@NullMarked
package io.flaregate.spi.command;

import org.jspecify.annotations.NullMarked;
