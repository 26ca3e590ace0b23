package org.echelle.host;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.echelle.host.spi.PluginArrays;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;

/**
 * Has memory managers without a parent written down that plugins' classes make ({@code NDManager.newBaseManager}, {@code
 * Engine.newBaseManager}, {@code Torch.newManager}), so that one never closed can be told by name after its plugin has gone.
 */
final class ManagerBooks implements WeavingHook {
    private static final String BOOKS = Type.getInternalName(PluginArrays.class);
    private static final String BOOKS_PACKAGE = PluginArrays.class.getPackageName();
    private static final String MANAGER = "Lai/djl/ndarray/NDManager;";

    private final Set<Long> hostBundles;

    /** @param hostBundles numbers of the bundles that are left as they are */
    ManagerBooks(Set<Long> hostBundles) {
        this.hostBundles = Set.copyOf(hostBundles);
    }

    /** The name under which what a bundle's classes leave to close is written down. */
    static String owner(long bundle) {
        return "bundle " + bundle;
    }

    @Override
    public void weave(WovenClass woven) {
        long bundle = woven.getBundleWiring().getBundle().getBundleId();
        if (hostBundles.contains(bundle) || !suspicious(woven.getBytes())) {
            return;
        }
        byte[] changed = noted(woven.getBytes(), owner(bundle));
        if (changed != null) {
            woven.setBytes(changed);
            woven.getDynamicImports().add(BOOKS_PACKAGE);
        }
    }

    private static boolean suspicious(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.contains("newBaseManager") || text.contains("newManager");
    }

    /** The class with such calls noted; null when it has none. */
    static byte[] noted(byte[] bytes, String owner) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        boolean[] found = {false};
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                        return new Calls(next, owner, found);
                    }
                },
                0);
        return found[0] ? writer.toByteArray() : null;
    }

    /** Hands the new manager on to the books, which give it back; one word more of stack is needed for the owner's name. */
    private static final class Calls extends MethodVisitor {
        private final String owner;
        private final boolean[] found;

        Calls(MethodVisitor next, String owner, boolean[] found) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
            this.found = found;
        }

        @Override
        public void visitMethodInsn(int opcode, String type, String name, String descriptor, boolean isInterface) {
            super.visitMethodInsn(opcode, type, name, descriptor, isInterface);
            boolean makes = (name.equals("newBaseManager") && type.startsWith("ai/djl/"))
                    || (name.equals("newManager") && type.equals("org/echelle/torch/Torch"));
            if (makes && descriptor.endsWith(")" + MANAGER)) {
                found[0] = true;
                super.visitLdcInsn(owner);
                super.visitMethodInsn(
                        Opcodes.INVOKESTATIC, BOOKS, "opened", "(" + MANAGER + "Ljava/lang/String;)" + MANAGER, false);
            }
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            super.visitMaxs(maxStack + 1, maxLocals);
        }
    }
}
