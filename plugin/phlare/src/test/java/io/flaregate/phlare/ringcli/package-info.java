/** Tests of the command {@code ring}. */
@NullMarked
package io.flaregate.phlare.ringcli;

import org.jspecify.annotations.NullMarked;
