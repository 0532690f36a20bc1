package io.flaregate.spi.config;

import static java.util.Objects.requireNonNull;

/**
 * A key that a configuration knows, for references and checks.
 *
 * @param path the key with its parents: {@code protocols::grpc::endpoint}; {@code *} stands for the
 *     items of a list and for the keys of a map
 * @param type what it holds, in words
 * @param defaultValue what it is when nobody says; empty if that is nothing
 * @param description its {@link Description}; empty if it has none
 */
public record ConfigKey(String path, String type, String defaultValue, String description) {
  public ConfigKey {
    requireNonNull(path, "path is null");
    requireNonNull(type, "type is null");
    requireNonNull(defaultValue, "defaultValue is null");
    requireNonNull(description, "description is null");
  }
}
