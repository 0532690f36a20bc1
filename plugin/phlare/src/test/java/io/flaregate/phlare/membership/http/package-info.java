/** Ring pages served by a real HTTP server. */
@NullMarked
package io.flaregate.phlare.membership.http;

import org.jspecify.annotations.NullMarked;
