/** Extensions that tell who sends a request: basic authentication and bearer tokens from files. */
@NullMarked
package io.flaregate.otlp.auth;

import org.jspecify.annotations.NullMarked;
