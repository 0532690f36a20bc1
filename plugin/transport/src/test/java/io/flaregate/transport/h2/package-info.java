/** Clients that abuse HTTP/2, against both servers. */
@NullMarked
package io.flaregate.transport.h2;

import org.jspecify.annotations.NullMarked;
