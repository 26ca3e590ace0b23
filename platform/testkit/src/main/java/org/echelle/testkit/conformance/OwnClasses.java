package org.echelle.testkit.conformance;

import java.net.URL;
import java.net.URLClassLoader;

/** Loads what lies in some places itself, and leaves the rest to another loader: as a framework keeps a plugin apart from its host. */
final class OwnClasses extends URLClassLoader {
    OwnClasses(URL[] places, ClassLoader host) {
        super(places, host);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            if (findResource(name.replace('.', '/') + ".class") == null) {
                return super.loadClass(name, resolve);
            }
            return findClass(name);
        }
    }
}
