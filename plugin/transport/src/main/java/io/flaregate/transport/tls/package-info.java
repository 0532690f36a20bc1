/**
 * TLS in the Collector's vocabulary (configtls): configuration records, and the contexts that they
 * make for Netty servers, gRPC channels and the JDK's HTTP client.
 */
@NullMarked
package io.flaregate.transport.tls;

import org.jspecify.annotations.NullMarked;
