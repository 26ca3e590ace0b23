package org.echelle.protein.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * three.js (MIT), from its WebJar. Its newer builds are modules, which browsers do not load from {@code file://}; the CommonJS build is
 * put into a function, so that a plain script element brings it in as {@code THREE}. Its licence line comes along at its top.
 */
final class ThreeLibrary {
    private static final String ABOUT = "/META-INF/maven/org.webjars.npm/three/pom.properties";

    private ThreeLibrary() {}

    /** The script, the same bytes each time. */
    static byte[] script() {
        Properties about = new Properties();
        try (InputStream in = open(ABOUT)) {
            about.load(in);
        } catch (IOException e) {
            throw unreadable(e);
        }
        String build = "/META-INF/resources/webjars/three/" + about.getProperty("version") + "/build/three.cjs";
        try (InputStream in = open(build)) {
            String library = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return ("var THREE=(function(){var exports={};\n" + library + "\nreturn exports;})();\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = ThreeLibrary.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("no " + name);
        }
        return in;
    }

    private static UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException("the plugin's jar lacks the library that draws structures", e);
    }
}
