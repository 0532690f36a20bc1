/** The profiles of one request with their labels, as they become columns and are handed on. */
@NullMarked
package io.flaregate.phlare.receiver.batch;

import org.jspecify.annotations.NullMarked;
