/**
 * What an operator sees of a ring: its page, the same as JSON for other components, its metrics,
 * and the means to forget members.
 */
@NullMarked
package io.flaregate.phlare.ringpage;

import org.jspecify.annotations.NullMarked;
