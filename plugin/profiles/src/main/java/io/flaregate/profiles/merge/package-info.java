/**
 * The hot path: equal stacktraces found by content, equal samples added up, unused entries left.
 */
@NullMarked
package io.flaregate.profiles.merge;

import org.jspecify.annotations.NullMarked;
