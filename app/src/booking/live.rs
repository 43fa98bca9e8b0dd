//! What is free changes while somebody looks at it: the page hears of it, asks for the data again and says what is different.
//! What is chosen stays, the focus too, and a page that nobody sees asks nothing.

use crate::call::Resource;
use crate::lang::Lang;
use leptos::prelude::*;
use model::AppError;
use serde::{Serialize, de::DeserializeOwned};

/// Watches the number at an address under `/open`, and reloads `resource` when it has risen. What is different then is said by
/// `tell`, from before and now; it is in the answer, for a [`News`].
pub(super) fn watch<T>(
    address: String,
    resource: Resource<Result<T, AppError>>,
    number: fn(&T) -> i64,
    tell: impl Fn(Lang, &T, &T) -> String + Send + Sync + 'static,
) -> RwSignal<String>
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    let told = Told::new();
    #[cfg(feature = "hydrate")]
    {
        let known = told.hear(resource, number, tell);
        browser::follow(address, known, move || {
            browser::remember(told.focus);
            resource.refetch();
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (address, resource, number, tell);
    told.news
}

/// [`watch`], but nothing is drawn anew while `held` says so, because that would take away what is being typed. Then the second of
/// the answer says that something is new. The data is fetched first and `held` asked when it is there: somebody may begin to type
/// while it is on its way. `ask` fetches it for the question that `asked` has, as `resource` does.
pub fn watch_unless<T, Q, F>(
    held: fn() -> bool,
    address: String,
    resource: Resource<Result<T, AppError>>,
    (asked, ask): (Memo<Q>, fn(Q) -> F),
    number: fn(&T) -> i64,
    tell: impl Fn(Lang, &T, &T) -> String + Send + Sync + 'static,
) -> (RwSignal<String>, RwSignal<bool>)
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    Q: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let told = Told::new();
    #[cfg(feature = "hydrate")]
    {
        let known = told.hear(resource, number, tell);
        browser::follow(address, known, move || {
            let Some(question) = asked.try_get_untracked() else {
                return;
            };
            leptos::task::spawn_local(async move {
                let answer = ask(question.clone()).await;
                // What was asked meanwhile comes by itself.
                if asked.try_get_untracked().as_ref() != Some(&question) {
                    return;
                }
                if held() {
                    told.waits.try_set(true);
                } else {
                    browser::remember(told.focus);
                    resource.try_update(|data| *data = Some(answer));
                }
            });
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (held, address, resource, asked, ask, number, tell);
    (told.news, told.waits)
}

/// What a page that listens says.
#[derive(Clone, Copy)]
struct Told {
    /// What is different.
    news: RwSignal<String>,
    /// Something is new and not shown yet.
    waits: RwSignal<bool>,
    /// Where the focus was before the page was drawn anew.
    #[cfg(feature = "hydrate")]
    focus: RwSignal<String>,
}

impl Told {
    fn new() -> Self {
        Self {
            news: RwSignal::new(String::new()),
            waits: RwSignal::new(false),
            #[cfg(feature = "hydrate")]
            focus: RwSignal::new(String::new()),
        }
    }

    /// Says what is different whenever there is other data; the answer is the number in it, below zero while there is none.
    #[cfg(feature = "hydrate")]
    fn hear<T>(
        self,
        resource: Resource<Result<T, AppError>>,
        number: fn(&T) -> i64,
        tell: impl Fn(Lang, &T, &T) -> String + Send + Sync + 'static,
    ) -> RwSignal<i64>
    where
        T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    {
        let lang = crate::lang::use_lang();
        let known = RwSignal::new(-1);
        Effect::new(move |before: Option<Option<T>>| {
            let before = before.flatten();
            let Some(Ok(now)) = resource.get() else {
                return before;
            };
            known.set(number(&now));
            self.waits.set(false);
            if let Some(before) = &before {
                self.news.set(tell(lang, before, &now));
                browser::restore(self.focus);
            }
            Some(now)
        });
        known
    }
}

/// Where news is said: always there, so that a change is announced.
#[component]
pub fn News(
    /// From [`watch`].
    news: RwSignal<String>,
) -> impl IntoView {
    // The class comes with the words: an empty text is a node, too, which `:empty` does not pass over.
    view! { <p class:live=move || news.with(|news| !news.is_empty()) id="news" role="status" tabindex="-1">{move || news.get()}</p> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use gloo_net::http::Request;
    use gloo_timers::callback::{Interval, Timeout};
    use leptos::{ev::Event, prelude::*, task::spawn_local};
    use std::{
        cell::{Cell, RefCell},
        rc::Rc,
    };
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, HtmlElement, MessageEvent};

    /// Milliseconds between two questions where streams fail.
    const POLL: u32 = 10_000;
    /// Questions after which a stream is tried again.
    const POLLS: u32 = 6;
    /// Failures after which no stream is expected.
    const FAILURES: u32 = 3;
    /// Milliseconds after which a stream that says nothing is none.
    const SILENCE: u32 = 8_000;
    /// Milliseconds in which changes count as one.
    const TOGETHER: u32 = 150;
    /// Milliseconds until the first data is looked for again.
    const WAIT: u32 = 500;
    /// Milliseconds until the page has drawn what was reloaded.
    const DRAWN: u32 = 60;

    struct Follower<F> {
        address: String,
        known: RwSignal<i64>,
        reload: F,
        stream: RefCell<Option<Stream>>,
        poll: RefCell<Option<Interval>>,
        polls: Cell<u32>,
        failures: Cell<u32>,
        /// The highest number that a reload was asked for.
        asked: Cell<i64>,
        soon: RefCell<Option<Timeout>>,
    }

    /// An open stream with what listens to it.
    struct Stream {
        source: EventSource,
        _heard: Closure<dyn FnMut(MessageEvent)>,
        _failed: Closure<dyn FnMut(Event)>,
        silence: RefCell<Option<Timeout>>,
    }

    impl Drop for Stream {
        fn drop(&mut self) {
            self.source.close();
        }
    }

    /// Calls `reload` when the number at `address` is above `known`, until the component goes.
    pub(super) fn follow<F: Fn() + 'static>(address: String, known: RwSignal<i64>, reload: F) {
        let follower = Rc::new(Follower {
            address,
            known,
            reload,
            stream: RefCell::default(),
            poll: RefCell::default(),
            polls: Cell::new(0),
            failures: Cell::new(0),
            asked: Cell::new(-1),
            soon: RefCell::default(),
        });
        follower.start();
        let seen = follower.clone();
        let listener = window_event_listener_untyped("visibilitychange", move |_| {
            seen.stop();
            seen.start();
        });
        let kept = StoredValue::new_local(follower);
        on_cleanup(move || {
            listener.remove();
            _ = kept.try_with_value(|f| f.stop());
        });
    }

    impl<F: Fn() + 'static> Follower<F> {
        fn start(self: &Rc<Self>) {
            if document().hidden() {
                return;
            }
            match EventSource::new(&self.address) {
                Ok(source) if self.failures.get() < FAILURES => self.listen(source),
                Ok(source) => {
                    source.close();
                    self.ask_again_and_again();
                }
                Err(_) => self.ask_again_and_again(),
            }
        }

        fn stop(&self) {
            self.stream.take();
            self.poll.take();
            self.soon.take();
        }

        fn listen(self: &Rc<Self>, source: EventSource) {
            let this = self.clone();
            let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                this.failures.set(0);
                if let Some(stream) = &*this.stream.borrow() {
                    stream.silence.take();
                }
                if let Some(number) = event.data().as_string().and_then(|text| text.parse().ok()) {
                    this.heard(number);
                }
            });
            let this = self.clone();
            let failed = Closure::<dyn FnMut(Event)>::new(move |_| {
                this.failures.set(this.failures.get() + 1);
                let closed = this
                    .stream
                    .borrow()
                    .as_ref()
                    .is_none_or(|s| s.source.ready_state() == EventSource::CLOSED);
                if closed || this.failures.get() >= FAILURES {
                    this.give_up();
                }
            });
            _ = source.add_event_listener_with_callback("changes", heard.as_ref().unchecked_ref());
            source.set_onerror(Some(failed.as_ref().unchecked_ref()));
            let this = self.clone();
            let silence = Timeout::new(SILENCE, move || this.give_up());
            self.stream.replace(Some(Stream {
                source,
                _heard: heard,
                _failed: failed,
                silence: RefCell::new(Some(silence)),
            }));
        }

        /// Streams fail here: the number is asked for from time to time instead. Not at once, because this is called by what
        /// goes with the stream.
        fn give_up(self: &Rc<Self>) {
            let this = self.clone();
            spawn_local(async move {
                if this.stream.take().is_some() {
                    this.failures.set(FAILURES);
                    this.ask_again_and_again();
                }
            });
        }

        fn ask_again_and_again(self: &Rc<Self>) {
            let this = self.clone();
            self.polls.set(0);
            let interval = Interval::new(POLL, move || {
                this.polls.set(this.polls.get() + 1);
                let asking = this.clone();
                spawn_local(async move { asking.ask().await });
            });
            self.poll.replace(Some(interval));
        }

        async fn ask(self: &Rc<Self>) {
            let request = Request::get(&self.address).header("accept", "application/json");
            let Ok(answer) = request.send().await else { return };
            let Ok(text) = answer.text().await else { return };
            // `{"changes":17}`: a reader of JSON would weigh more than this.
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if let Ok(number) = digits.parse()
                && answer.ok()
            {
                self.heard(number);
                if self.polls.get() >= POLLS {
                    self.failures.set(0);
                    self.stop();
                    self.start();
                }
            }
        }

        /// Changes that come together are one reload.
        fn heard(self: &Rc<Self>, number: i64) {
            let known = self.known.try_get_untracked().unwrap_or(i64::MAX);
            if known < 0 {
                // What it is compared with is still on its way.
                let this = self.clone();
                self.soon.replace(Some(Timeout::new(WAIT, move || this.heard(number))));
                return;
            }
            if number <= known.max(self.asked.get()) {
                return;
            }
            self.asked.set(number);
            let this = self.clone();
            let timer = Timeout::new(TOGETHER, move || (this.reload)());
            self.soon.replace(Some(timer));
        }
    }

    /// Where the focus is, by the element's `id`.
    pub(super) fn remember(focus: RwSignal<String>) {
        let id = document().active_element().map(|e| e.id()).unwrap_or_default();
        focus.try_set(id);
    }

    /// Gives the focus back to where it was, if drawing anew has lost it; to the news where that is not there any more.
    pub(super) fn restore(focus: RwSignal<String>) {
        let id = focus.try_get_untracked().unwrap_or_default();
        if id.is_empty() {
            return;
        }
        focus.try_set(String::new());
        Timeout::new(DRAWN, move || {
            let lost = document().active_element().is_none_or(|e| e.tag_name() == "BODY");
            let place = document()
                .get_element_by_id(&id)
                .filter(|e| e.has_attribute("href") || e.id() == "news");
            let place = place.or_else(|| document().get_element_by_id("news"));
            if let Some(place) = place.and_then(|e| e.dyn_into::<HtmlElement>().ok())
                && lost
            {
                _ = place.focus();
            }
        })
        .forget();
    }
}
