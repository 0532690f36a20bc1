/** Tenants that take more than their share, and what becomes of the others and of the heap. */
@NullMarked
package io.flaregate.it.tenants;

import org.jspecify.annotations.NullMarked;
