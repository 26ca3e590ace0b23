package org.echelle.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page as one document, put together from its three files.
 *
 * @param html the document but for what is known
 * @param policy its content security policy: its own style and script, its own server, nothing else
 */
record PageText(String html, String policy) {
    static PageText read() {
        String css = resource("live.css");
        String script = resource("live.js");
        String html = resource("live.html").replace("/*style*/", css).replace("/*script*/", script);
        String policy =
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; img-src data:;"
                        + " connect-src 'self'; style-src '" + hash(css) + "'; script-src '" + hash(script) + "'";
        return new PageText(html, policy);
    }

    /** The document with all that is known in it, so that it is whole at once. */
    String with(String state) {
        return html.replace("/*state*/", state.replace("<", "\\u003c"));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = PageText.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
