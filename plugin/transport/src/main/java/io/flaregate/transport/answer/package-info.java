/** An answer in the words of gRPC and of HTTP. */
@NullMarked
package io.flaregate.transport.answer;

import org.jspecify.annotations.NullMarked;
