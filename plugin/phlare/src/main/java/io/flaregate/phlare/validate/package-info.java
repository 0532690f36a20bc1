/** Checks of profiles and of labels, with messages that a sender can act on. */
@NullMarked
package io.flaregate.phlare.validate;

import org.jspecify.annotations.NullMarked;
