/** What the ways of writing cost a gateway, measured on processes. */
@NullMarked
package io.flaregate.it.cost;

import org.jspecify.annotations.NullMarked;
