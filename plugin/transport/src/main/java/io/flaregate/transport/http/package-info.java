/** HTTP servers, and reading of request bodies within bounds. */
@NullMarked
package io.flaregate.transport.http;

import org.jspecify.annotations.NullMarked;
