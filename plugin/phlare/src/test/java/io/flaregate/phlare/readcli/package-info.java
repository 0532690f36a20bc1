/** Tests of the command {@code read}. */
@NullMarked
package io.flaregate.phlare.readcli;

import org.jspecify.annotations.NullMarked;
