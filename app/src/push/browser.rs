//! What the browser is asked about notifications.

use leptos::prelude::*;
use model::push::SubscriptionInput;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationPermission, PushSubscriptionOptionsInit, ServiceWorkerRegistration};

/// How asking for them ended.
pub(super) enum Asked {
    /// The browser has handed out an address.
    Allowed(SubscriptionInput),
    /// The person, or a setting, has said no.
    Denied,
}

/// Whether it knows of service workers, push and notifications. Without TLS it knows of none, except on this computer.
pub(super) fn can() -> bool {
    let window: JsValue = window().into();
    let navigator: JsValue = leptos::prelude::window().navigator().into();
    let has = |object: &JsValue, name: &str| js_sys::Reflect::has(object, &name.into()).unwrap_or(false);
    has(&navigator, "serviceWorker") && has(&window, "PushManager") && has(&window, "Notification")
}

/// Milliseconds that the first page may need until its worker is ready.
const PATIENCE: i32 = 5_000;

/// The page's worker once it is ready. Where workers are blocked there never will be one, so it is not waited for without end.
async fn registration() -> Result<ServiceWorkerRegistration, JsValue> {
    let ready = crate::ui::workers().ok_or(JsValue::UNDEFINED)?.ready()?;
    let late = js_sys::Promise::new(&mut |_, reject| {
        _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&reject, PATIENCE);
    });
    let first = js_sys::Promise::race(&js_sys::Array::of2(&ready, &late));
    Ok(JsFuture::from(first).await?.unchecked_into())
}

/// Asks for permission and for an address that takes what is signed with `key`.
pub(super) async fn ask(key: &str) -> Result<Asked, JsValue> {
    JsFuture::from(Notification::request_permission()?).await?;
    if Notification::permission() != NotificationPermission::Granted {
        return Ok(Asked::Denied);
    }
    let manager = registration().await?.push_manager()?;
    // One for another key, of a deployment set up anew, would be refused.
    let old = JsFuture::from(manager.get_subscription()?).await?;
    if let Ok(old) = old.dyn_into::<web_sys::PushSubscription>() {
        JsFuture::from(old.unsubscribe()?).await?;
    }
    let options = PushSubscriptionOptionsInit::new();
    options.set_user_visible_only(true);
    js_sys::Reflect::set(&options, &"applicationServerKey".into(), &key.into())?;
    let subscription = JsFuture::from(manager.subscribe_with_options(&options)?).await?;
    let subscription: web_sys::PushSubscription = subscription.unchecked_into();
    let json: JsValue = subscription.to_json()?.into();
    let get = |object: &JsValue, name: &str| js_sys::Reflect::get(object, &name.into());
    let keys = get(&json, "keys")?;
    let text = |value: JsValue| value.as_string().unwrap_or_default();
    Ok(Asked::Allowed(SubscriptionInput {
        endpoint: text(get(&json, "endpoint")?),
        p256dh: text(get(&keys, "p256dh")?),
        auth: text(get(&keys, "auth")?),
    }))
}
