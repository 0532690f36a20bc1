/**
 * Where the ring of ingesters comes from: sources that publish immutable rings by one volatile
 * write.
 */
@NullMarked
package io.flaregate.phlare.membership;

import org.jspecify.annotations.NullMarked;
