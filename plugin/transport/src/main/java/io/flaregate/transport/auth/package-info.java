/** Who sends a request: the hook of authenticators into both servers. */
@NullMarked
package io.flaregate.transport.auth;

import org.jspecify.annotations.NullMarked;
