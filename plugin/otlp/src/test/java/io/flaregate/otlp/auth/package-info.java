/** Tests of the extensions that authenticate. */
@NullMarked
package io.flaregate.otlp.auth;

import org.jspecify.annotations.NullMarked;
