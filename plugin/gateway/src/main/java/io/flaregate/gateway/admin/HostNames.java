package io.flaregate.gateway.admin;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which names a request may call the server by. One that listens on the loopback interface is not
 * reached by names of the outside: a page of another site whose name was made to point here (DNS
 * rebinding) would otherwise count as the same origin.
 */
final class HostNames {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private HostNames() {}

  /** Whether a request to an address may carry a Host header or :authority. */
  static boolean allows(InetAddress bound, @Nullable String authority) {
    if (!bound.isLoopbackAddress() || authority == null) {
      return true;
    }
    String host = host(authority).toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.startsWith("[")
        || IPV4.matcher(host).matches();
  }

  private static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
  }
}
