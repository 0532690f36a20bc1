/** What every store of rings has in common, without a store. */
@NullMarked
package io.flaregate.phlare.membership.kv;

import org.jspecify.annotations.NullMarked;
