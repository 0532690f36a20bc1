/** Opens the store of rings that a configuration names, and shows this gateway in it. */
@NullMarked
package io.flaregate.phlare.membership.stores;

import org.jspecify.annotations.NullMarked;
