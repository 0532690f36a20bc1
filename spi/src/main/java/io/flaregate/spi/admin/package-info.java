/** Pages that a component adds to the host's admin server. */
@NullMarked
package io.flaregate.spi.admin;

import org.jspecify.annotations.NullMarked;
