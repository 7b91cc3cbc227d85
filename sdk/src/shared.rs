use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// One value for each name, alive as long as somebody holds it: the data that several bindings have in common and
/// that is gone with the last of them.
///
/// ```
/// use hostplug::Shared;
///
/// let spaces = Shared::<str>::default();
/// let shop = spaces.get_or_insert_with("shop", || "first".into());
/// assert_eq!(&*spaces.get_or_insert_with("shop", || "second".into()), "first");
/// drop(shop);
/// assert_eq!(&*spaces.get_or_insert_with("shop", || "second".into()), "second");
/// ```
pub struct Shared<T: ?Sized>(Mutex<HashMap<String, Weak<T>>>);

impl<T: ?Sized> Shared<T> {
    /// The value of this name; `make` makes it if nobody holds one. Others wait for `make`, which must not ask for a
    /// value itself.
    pub fn get_or_insert_with(&self, name: &str, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = values.get(name).and_then(Weak::upgrade) {
            return value;
        }
        values.retain(|_, value| value.strong_count() > 0);
        let value = make();
        values.insert(name.to_owned(), Arc::downgrade(&value));
        value
    }
}

impl<T: ?Sized> Default for Shared<T> {
    fn default() -> Self {
        Shared(Mutex::default())
    }
}

impl<T: ?Sized> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_for_a_name_gets_the_same_value() {
        let shared = Shared::default();
        let first = shared.get_or_insert_with("a", || Arc::new(1));
        let second = shared.get_or_insert_with("a", || Arc::new(2));
        assert!(Arc::ptr_eq(&first, &second));
        assert_eq!(*shared.get_or_insert_with("b", || Arc::new(3)), 3);
    }

    #[test]
    fn a_value_is_gone_with_its_last_holder() {
        let shared = Shared::default();
        let first = shared.get_or_insert_with("a", || Arc::new(1));
        let second = first.clone();
        drop(first);
        assert_eq!(*shared.get_or_insert_with("a", || Arc::new(2)), 1);
        drop(second);
        assert_eq!(*shared.get_or_insert_with("a", || Arc::new(2)), 2);
    }

    #[test]
    fn names_without_value_do_not_pile_up() {
        let shared = Shared::default();
        for n in 0..10 {
            shared.get_or_insert_with(&n.to_string(), || Arc::new(n));
        }
        assert_eq!(shared.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_value_that_could_not_be_made_can_be_asked_for_again() {
        let shared = Shared::<u8>::default();
        let panics = || shared.get_or_insert_with("a", || panic!("on purpose"));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err();
        assert_eq!(*shared.get_or_insert_with("a", || Arc::new(1)), 1);
    }
}
