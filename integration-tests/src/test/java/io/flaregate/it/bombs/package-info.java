/** A stream of requests that are made to cost as much as they can, and what becomes of others. */
@NullMarked
package io.flaregate.it.bombs;

import org.jspecify.annotations.NullMarked;
