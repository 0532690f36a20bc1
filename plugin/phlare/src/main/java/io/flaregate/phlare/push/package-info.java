/**
 * Pushes series: the frames of {@code push.v1}, clients of ingesters (gRPC) and of a remote
 * distributor (HTTP).
 */
@NullMarked
package io.flaregate.phlare.push;

import org.jspecify.annotations.NullMarked;
